"""The door for doing: `python cli.py --help` lists what there is."""

from __future__ import annotations

import typer

from commands import (
    archiving,
    collecting,
    defining,
    detecting,
    documenting,
    exporting,
    feeding,
    rehearsing,
    reporting,
    watching,
)

app = typer.Typer(
    name="vedette",
    help="Early-warning indicators from public reporting.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(watching.run)
app.command("poller")(watching.poller)
app.command("collect")(collecting.collect)
app.command("evaluate")(collecting.evaluate)
app.command("parse")(collecting.parse)
app.command("check")(defining.check)
app.command("match")(defining.match)
app.command("detect")(detecting.detect)
app.command("import")(archiving.import_archive)
app.command("explain")(reporting.explain)
app.command("export")(exporting.export)
app.command("docs")(documenting.docs)
app.command("demo")(rehearsing.demo)
app.add_typer(reporting.report, name="report")
app.add_typer(archiving.database, name="db")
app.add_typer(feeding.feeds, name="feeds")

if __name__ == "__main__":
    app()
