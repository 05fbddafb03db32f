using System.Runtime.InteropServices;

namespace Cohort.Cli.CommandLine;

/// <summary>
/// Turns Ctrl-C, SIGTERM and a closing terminal into a cancelled token, so that a command can end in good order. A
/// second Ctrl-C ends the process at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Termination()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        // The source itself is left to the collector: a signal that came a moment ago may be about to cancel it.
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        // Not on the signal's thread: what is registered on the token may take its time, and the next signal must come
        // through meanwhile.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _source, preferLocal: false);
    }
}
