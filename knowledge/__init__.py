"""KNOWS: what the physio team says, as YAML that staff edit."""
