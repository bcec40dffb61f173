"""Write the model as a source."""
