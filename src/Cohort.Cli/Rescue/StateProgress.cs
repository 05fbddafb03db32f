using System.Diagnostics;
using System.Globalization;
using Cohort.Cli.Output;

namespace Cohort.Cli.Rescue;

/// <summary>How much of a state has been written or read, where somebody sees it.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="isShown">Whether somebody sees it.</param>
internal sealed class StateProgress(TextWriter output, bool isShown)
    : IProgress<BackupProgress>,
        IProgress<long>,
        IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.2);

    private readonly Lock _lock = new();
    private readonly StatusLine _line = new(output, isRedirected: false);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private bool _hasBegun;

    /// <summary>The first of it is here.</summary>
    public event Action? Begun;

    public void Report(BackupProgress value)
    {
        if (!_hasBegun)
            Begun?.Invoke();
        _hasBegun = true;
        Show(string.Create(CultureInfo.InvariantCulture, $"{value.Bytes >> 20:#,##0} of {value.Of >> 20:#,##0} MiB"));
    }

    public void Report(long value) => Show(string.Create(CultureInfo.InvariantCulture, $"{value >> 20:#,##0} MiB"));

    public void Dispose()
    {
        lock (_lock)
            _line.Clear();
    }

    private void Show(string text)
    {
        lock (_lock)
        {
            if (!isShown || _sinceLast.Elapsed < s_interval)
                return;
            _sinceLast.Restart();
            _line.Show(text);
        }
    }
}
