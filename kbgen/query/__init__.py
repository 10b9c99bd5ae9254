"""The fifth stage: query text and a knowledge base become located answers."""
