"""The engine: match, rate, adjust, plan, ask, trace. Pure functions; no files, no clock."""
