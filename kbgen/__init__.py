"""kbgen publishes an ATT&CK knowledge base from a vault of Markdown notes.

Start with ``kbgen.project``: it is the map of what runs, in what order.
"""

__version__ = "0.1.0"
