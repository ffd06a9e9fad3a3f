"""Workers, one file an arrow: tag, record, watch, notify."""
