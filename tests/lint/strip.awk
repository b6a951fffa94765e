# Print C source with comments and the insides of string and character
# literals blanked, line for line, so that the checks see only code.
{
	out = ""
	n = length($0)
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1)
		two = substr($0, i, 2)
		if (comment) {
			if (two == "*/") {
				comment = 0
				i++
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote) {
				quote = ""
				out = out c
			}
		} else if (two == "/*") {
			comment = 1
			i++
			out = out " "
		} else {
			if (c == "\"" || c == "'")
				quote = c
			out = out c
		}
	}
	print out
}
