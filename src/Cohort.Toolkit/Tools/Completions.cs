using System.Collections.Concurrent;

namespace Cohort.Toolkit.Tools;

/// <summary>Something that somebody awaits, and that is ready.</summary>
internal interface ICompletion
{
    /// <summary>Goes on with whoever awaits it, in this call.</summary>
    void Complete();
}

/// <summary>
/// Goes on with those who await answers, on threads of the pool: with many in one work item, since one for each costs more than all the
/// rest of an update. As with a work item for each, none has to wait for another to return: before a thread goes on with any, another
/// one is asked for where more are waiting, so that one that blocks keeps nobody from going on for longer than the pool takes for a
/// thread.
/// </summary>
internal sealed class Completions : IThreadPoolWorkItem
{
    // Then others who want the pool have a turn.
    private const int MostInTurn = 256;

    private readonly ConcurrentQueue<ICompletion> _ready = new();
    private int _isAskedFor;

    /// <summary>It is ready; <see cref="Run"/> has to be called soon.</summary>
    public void Add(ICompletion completion) => _ready.Enqueue(completion);

    /// <summary>Goes on with what was added.</summary>
    public void Run()
    {
        if (!_ready.IsEmpty && Volatile.Read(ref _isAskedFor) == 0 && Interlocked.Exchange(ref _isAskedFor, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        // What is added from now on asks for another thread, and what was added before is seen here.
        Interlocked.Exchange(ref _isAskedFor, 0);
        for (int turn = 0; turn < MostInTurn && _ready.TryDequeue(out ICompletion? next); turn++)
        {
            Run();
            next.Complete();
        }
        Run();
    }
}
