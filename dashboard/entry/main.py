"""What Streamlit runs for every view; it lies apart from `dashboard/pages`.

A folder called ``pages`` beside the script would be read as Streamlit's older kind of page.
"""

from dashboard.main import draw

draw()
