"""The dashboard: pages that pick, ask, draw and caption; no arithmetic and no wording of doubt."""
