"""Reading: free text and facts files to facts, each with the words it rests on."""
