using System.Text;
using System.Threading.Channels;

namespace Cohort.Cli.Tests.Directories;

/// <summary>Takes lines as they are written, for whoever waits for one.</summary>
internal sealed class LineWriter : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteLineAsync(string? value)
    {
        _lines.Writer.TryWrite(value ?? "");
        return Task.CompletedTask;
    }

    public override void Write(char value) => throw new NotSupportedException("Whole lines only.");

    /// <summary>The next line with a text in it; those before it are passed over.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        await foreach (string line in _lines.Reader.ReadAllAsync())
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException("There are no more lines.");
    }
}
