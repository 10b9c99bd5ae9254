"""The MkDocs theme ``kbgen``: Material for MkDocs with the defaults that a knowledge base needs.

MkDocs imports this module to find the folder of the theme, before it imports Material's.
"""

import os

# Material prints a notice about its end of life when its templates are imported. The readers of that notice
# choose the theme; who uses kbgen did not, and cannot act on it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
