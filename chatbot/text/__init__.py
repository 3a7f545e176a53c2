"""Words to integers and back."""
