using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cohort;

/// <summary>
/// The replies to a call that was made, while they come. Awaited it gives the settled map; enumerated with <c>await foreach</c> it
/// gives each reply when it comes, and ends with the last that was waited for. Both may be done, several times, or neither: the call
/// is made in any case.
/// </summary>
/// <typeparam name="T">What the method returns.</typeparam>
public sealed class PendingReplies<T> : IAsyncEnumerable<Reply<T>>
{
    private readonly Lock _lock = new();
    private readonly Wanted _wanted;
    private readonly List<Reply<T>> _replies = [];
    private readonly TaskCompletionSource<Replies<T>> _settled = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private TaskCompletionSource? _news;
    private bool _isOver;

    internal PendingReplies(Wanted wanted) => _wanted = wanted;

    internal int Count
    {
        get
        {
            lock (_lock)
                return _replies.Count;
        }
    }

    /// <summary>The settled map, as a task.</summary>
    /// <remarks>It fails with a <see cref="CallOutcomeUnknownException"/> where this process was put out of the group, with a
    /// <see cref="NotDeliveredException"/> where the call was certainly executed nowhere, and with an
    /// <see cref="OperationCanceledException"/> where the token was cancelled.</remarks>
    public Task<Replies<T>> AsTask() => _settled.Task;

    /// <summary>Awaits the settled map.</summary>
    public TaskAwaiter<Replies<T>> GetAwaiter() => _settled.Task.GetAwaiter();

    /// <summary>Awaits the settled map, in the context that awaits or in any.</summary>
    public ConfiguredTaskAwaitable<Replies<T>> ConfigureAwait(bool continueOnCapturedContext) =>
        _settled.Task.ConfigureAwait(continueOnCapturedContext);

    /// <summary>The replies, as they come; from the first one on. Fails as <see cref="AsTask"/> does, behind those that have come.</summary>
    /// <param name="cancellationToken">Ends the enumeration, not the call.</param>
    public async IAsyncEnumerator<Reply<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        for (int next = 0; ; next++)
        {
            Reply<T>? reply;
            while (!TryGet(next, out reply, out Task? news))
            {
                if (news is null)
                {
                    await _settled.Task.ConfigureAwait(false);
                    yield break;
                }
                await news.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            yield return reply;
        }
    }

    internal void Add(Reply<T> reply)
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            if (_isOver)
                return;
            _replies.Add(reply);
            (news, _news) = (_news, null);
        }
        news?.TrySetResult();
    }

    internal void Settle(View view, ImmutableArray<Member> unanswered, bool wasReached)
    {
        if (TryEnd(out ImmutableArray<Reply<T>> all, out TaskCompletionSource? news))
            _settled.TrySetResult(new Replies<T>(_wanted, view, all, unanswered, wasReached));
        news?.TrySetResult();
    }

    internal void Fail(Exception error)
    {
        if (TryEnd(out _, out TaskCompletionSource? news))
        {
            _settled.TrySetException(error);
            // Nobody has to look at how a call ended that he does not wait for.
            _ = _settled.Task.Exception;
        }
        news?.TrySetResult();
    }

    private bool TryEnd(out ImmutableArray<Reply<T>> all, out TaskCompletionSource? news)
    {
        lock (_lock)
        {
            (news, _news) = (_news, null);
            all = [.. _replies];
            return !_isOver && (_isOver = true);
        }
    }

    // The next reply; where it has not come, what to wait for, and nothing where none will.
    private bool TryGet(int next, [NotNullWhen(true)] out Reply<T>? reply, out Task? news)
    {
        lock (_lock)
        {
            bool isThere = next < _replies.Count;
            reply = isThere ? _replies[next] : null;
            news = isThere || _isOver ? null : (_news ??= NewSignal()).Task;
            return isThere;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
