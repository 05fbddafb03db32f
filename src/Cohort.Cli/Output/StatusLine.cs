namespace Cohort.Cli.Output;

/// <summary>
/// What is being done just now: on a terminal one line that is written over again and again, elsewhere a line each
/// time.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="isRedirected">Whether that is no terminal.</param>
internal sealed class StatusLine(TextWriter output, bool isRedirected) : IDisposable
{
    private int _width;

    /// <summary>Shows a line.</summary>
    public void Show(string line)
    {
        if (isRedirected)
            output.WriteLine(line);
        else
            output.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_width > 0 && !isRedirected)
            output.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }

    public void Dispose() => Clear();
}
