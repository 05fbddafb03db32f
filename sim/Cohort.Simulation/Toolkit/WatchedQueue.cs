using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort.Simulation.Toolkit;

/// <summary>An item was put into the queue, or, with a wish, was taken out for it, or has come back.</summary>
internal sealed record ItemMoved(long Item, ulong? Wish, bool IsBack = false);

/// <summary>The toolkit's queue, and somebody who sees what goes in and out.</summary>
internal sealed class WatchedQueue : IReplicated<WatchedQueue>, IViewAware
{
    private readonly QueueState<long> _queue = QueueState<long>.Create();

    public static string Contract => nameof(WatchedQueue);

    public static WatchedQueue Create() => new();

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        PackReader seen = arguments;
        bool isBack = method == (uint)QueueMethod.GiveBack;
        long put = isBack || method == (uint)QueueMethod.Enqueue ? Codec<long>.Default.Read(ref seen) : 0;
        ulong wish = method == (uint)QueueMethod.Dequeue ? seen.ReadFixed8() : 0;
        (int before, long first) = (_queue.Count, _queue.Peek().Item);
        if (!_queue.Update(method, ref arguments, ref result, context))
            return false;
        if (_queue.Count > before)
            context.Raise(new ItemMoved(put, null, isBack));
        else if (_queue.Count < before)
            context.Raise(new ItemMoved(first, wish));
        return true;
    }

    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    public void OnView(View view, UpdateContext context) => _queue.OnView(view, context);

    public void Save(ref PackWriter writer) => _queue.Save(ref writer);

    public void Load(ref PackReader reader) => _queue.Load(ref reader);
}
