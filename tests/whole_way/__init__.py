"""The main job on the real way: official SDK → running proxy → recording provider."""
