"""The query stage: query text and a knowledge base become located answers."""
