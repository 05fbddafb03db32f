using Cohort.Tests;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Hosts;

/// <summary>What a host has logged of Cohort.</summary>
internal sealed class Logs : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public sealed record Entry(int Event, LogLevel Level, string Text, Exception? Exception);

    /// <summary>Called with each, before it is kept.</summary>
    public Action<Entry>? Heard { get; set; }

    /// <summary>All entries of an event.</summary>
    public Entry[] Of(int number)
    {
        lock (_lock)
            return [.. _entries.Where(entry => entry.Event == number)];
    }

    public Entry[] All()
    {
        lock (_lock)
            return [.. _entries];
    }

    /// <summary>Waits for an entry of an event.</summary>
    public async Task<Entry> EntryOf(int number)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_entries.Find(entry => entry.Event == number) is { } found)
                    return found;
                next = _next.Task;
            }
            await next.Soon();
        }
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName == "Cohort" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var entry = new Entry(eventId.Id, logLevel, formatter(state, exception), exception);
        Heard?.Invoke(entry);
        lock (_lock)
        {
            _entries.Add(entry);
            _next.TrySetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Dispose() { }
}
