"""Read a group of terms, in a definition or among the place lists."""

from __future__ import annotations

import re
from collections.abc import Collection

from domain.indicator import GROUP_NAME, Group, Term
from indicators.terms import read_term
from indicators.tree import KeyPath, Tree, did_you_mean

LANGUAGES = ("sr", "sq", "ru", "en")
ANY_LANGUAGE = "any"
_TERM_KEYS = (*LANGUAGES, ANY_LANGUAGE)
_OTHER_KEYS = ("use", "forms", "not_followed_by", "not_preceded_by", "title")
_MOST_TERMS = 2000
_LONGEST_TERM = 120
_MOST_WORDS = 8


def read_group(tree: Tree, node: object, path: KeyPath, *, lists: Collection[str]) -> Group:
    """Give the group as far as it could be read; problems stay in the tree.

    Args:
        tree: The file.
        node: What stands there.
        path: Where it stands.
        lists: The names of place lists that may be used.
    """
    name = str(path[-1])
    if not re.fullmatch(GROUP_NAME, name):
        tree.report(path, f'"{name}": a name is small letters, digits and "_", a letter first')
    content = tree.mapping(node, path)
    tree.known_keys(content, path, (*_TERM_KEYS, *_OTHER_KEYS))
    terms = {
        lang: _read_terms(tree, content[lang], (*path, lang), lists)
        for lang in _TERM_KEYS
        if lang in content
    }
    use = tree.texts(content.get("use", []), (*path, "use"))
    for number, used in enumerate(use):
        _known_list(tree, used, (*path, "use", number), lists)
    title = content.get("title", "")
    group = Group(
        terms=terms,
        use=use,
        forms=_read_forms(tree, content.get("forms", {}), (*path, "forms")),
        not_followed_by=_plain(tree, content, "not_followed_by", path),
        not_preceded_by=_plain(tree, content, "not_preceded_by", path),
        title=title if isinstance(title, str) else "",
    )
    if isinstance(node, dict) and not use and not any(terms.values()):
        tree.report(path, "holds no term")
    return group


def _known_list(tree: Tree, name: str, path: KeyPath, lists: Collection[str]) -> None:
    if name not in lists:
        tree.report(path, f'unknown place list "{name}"{did_you_mean(name, lists)}')


def _read_terms(
    tree: Tree, node: object, path: KeyPath, lists: Collection[str]
) -> tuple[Term, ...]:
    written = tree.sequence(node, path)
    if len(written) > _MOST_TERMS:
        tree.report(path, f"more than {_MOST_TERMS} terms")
        return ()
    read = [_read_one(tree, part, (*path, n), lists) for n, part in enumerate(written)]
    return tuple(dict.fromkeys(term for term in read if term is not None))


def _read_one(tree: Tree, node: object, path: KeyPath, lists: Collection[str]) -> Term | None:
    needs = ""
    if isinstance(node, dict):
        tree.known_keys(node, path, ("term", "needs"))
        text, needs = node.get("term"), node.get("needs", "")
        if not isinstance(needs, str):
            tree.report((*path, "needs"), "must be the name of a place list")
            needs = ""
        if needs:
            _known_list(tree, needs, (*path, "needs"), lists)
    else:
        text = node
    if not isinstance(text, str) or not text.strip():
        tree.report(path, "must be a term, or {term: …, needs: …}")
        return None
    return Term(term=text.strip(), needs=needs) if _is_term(tree, text.strip(), path) else None


def _is_term(tree: Tree, text: str, path: KeyPath) -> bool:
    if len(text) > _LONGEST_TERM:
        tree.report(path, f"longer than {_LONGEST_TERM} characters")
        return False
    try:
        term = read_term(text)
    except ValueError as error:
        tree.report(path, str(error))
        return False
    if len(term.words) > _MOST_WORDS:
        tree.report(path, f'"{text}": more than {_MOST_WORDS} words')
        return False
    return True


def _read_forms(tree: Tree, node: object, path: KeyPath) -> dict[str, tuple[str, ...]]:
    content = tree.mapping(node, path)
    found: dict[str, tuple[str, ...]] = {}
    for word, forms in content.items():
        texts = tree.texts(forms, (*path, word))
        _is_term(tree, word, (*path, word))
        good = [form for n, form in enumerate(texts) if _is_term(tree, form, (*path, word, n))]
        found[word] = tuple(good)
    return found


def _plain(tree: Tree, content: dict[str, object], key: str, path: KeyPath) -> tuple[str, ...]:
    texts = tree.texts(content.get(key, []), (*path, key))
    return tuple(t for n, t in enumerate(texts) if _is_term(tree, t, (*path, key, n)))
