"""The notes stage: a document and its body become a typed note."""
