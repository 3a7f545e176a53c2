"""The front door: the only place that joins the wings."""
