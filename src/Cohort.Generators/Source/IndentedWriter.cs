using System.Text;

namespace Cohort.Generators.Source;

/// <summary>Generated code, line by line, each at the depth of the block that it is in.</summary>
internal sealed class IndentedWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line; an empty one without blanks.</summary>
    public IndentedWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a line and the brace that opens its block.</summary>
    public IndentedWriter Open(string line)
    {
        Line(line).Line("{");
        _depth++;
        return this;
    }

    /// <summary>Closes the innermost block.</summary>
    public IndentedWriter Close(string after = "")
    {
        _depth--;
        return Line("}" + after);
    }

    /// <summary>Goes one level in for what needs no braces.</summary>
    public IndentedWriter In()
    {
        _depth++;
        return this;
    }

    /// <summary>Ends <see cref="In"/>.</summary>
    public IndentedWriter Out()
    {
        _depth--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
