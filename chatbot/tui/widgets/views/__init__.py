"""The views of the sidebar: each shows one side of the chosen reply."""
