namespace Cohort.Runtime.Groups;

/// <summary>
/// Knows whether a call comes from inside a handler of one group. A handler without awaits is known by its thread, one
/// that awaits by its execution context; a task that it started counts as part of it only as long as it runs.
/// </summary>
internal sealed class HandlerContext
{
    private const int NoThread = -1;

    private readonly AsyncLocal<Scope?> _scope = new();
    private volatile int _thread = NoThread;

    /// <summary>Whether a handler is making this call.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId || _scope.Value is { IsRunning: true };

    /// <summary>Runs a handler that does not await.</summary>
    public void Run<T>(Action<T> handler, T argument)
    {
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            handler(argument);
        }
        finally
        {
            _thread = NoThread;
        }
    }

    /// <summary>Runs a handler that awaits.</summary>
    public async ValueTask RunAsync<T>(
        Func<T, CancellationToken, ValueTask> handler,
        T argument,
        CancellationToken cancellationToken
    )
    {
        Scope scope = Enter();
        scope.IsRunning = true;
        try
        {
            await handler(argument, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.IsRunning = false;
        }
    }

    /// <summary>
    /// Makes the caller's flow of control part of a scope, which its owner switches on and off: how the body of a loop
    /// over messages becomes a handler. Flows out of the method that calls it, as long as that one is not async itself.
    /// </summary>
    public Scope Enter()
    {
        var scope = new Scope();
        _scope.Value = scope;
        return scope;
    }

    /// <summary>One run of a handler.</summary>
    internal sealed class Scope
    {
        private volatile bool _isRunning;

        /// <summary>Whether it is at work.</summary>
        public bool IsRunning
        {
            get => _isRunning;
            set => _isRunning = value;
        }
    }
}
