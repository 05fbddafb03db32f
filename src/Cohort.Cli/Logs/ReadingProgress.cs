using System.Diagnostics;
using System.Globalization;
using Cohort.Cli.Output;

namespace Cohort.Cli.Logs;

/// <summary>How much has been read.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="isShown">Whether somebody sees it.</param>
internal sealed class ReadingProgress(TextWriter output, bool isShown) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.2);

    private readonly StatusLine _line = new(output, isRedirected: false);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private long _bytes;

    /// <summary>So many bytes more, of a file.</summary>
    public void Add(string file, long bytes)
    {
        _bytes += bytes;
        if (!isShown || _sinceLast.Elapsed < s_interval)
            return;
        _sinceLast.Restart();
        _line.Show(string.Create(CultureInfo.InvariantCulture, $"{_bytes >> 20:#,##0} MiB read, now {file}"));
    }

    public void Dispose() => _line.Clear();
}
