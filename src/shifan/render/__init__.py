"""Write a core document as a file: PDF, XLSX or HTML. Nothing here decides what the document says."""
