"""The product's own measurements: page weights, memory, start time, and the services at 10,000 and 100,000 people."""
