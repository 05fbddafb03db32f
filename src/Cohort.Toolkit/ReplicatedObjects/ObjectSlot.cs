using System.Buffers;
using System.Text;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>One of the objects of a group, at one member.</summary>
internal abstract class ObjectSlot(string name)
{
    private readonly List<SlotObserver> _observers = [];
    private bool _isOver;
    private Exception? _failure;

    /// <summary>Its name in the group.</summary>
    public string Name { get; } = name;

    /// <summary>What the replicas have to have in common.</summary>
    public abstract string Contract { get; }

    /// <summary>Held while the object is used.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The position of the last update that it has made. To be used with <see cref="Gate"/> held.</summary>
    public ulong Position { get; private set; }

    /// <summary>What has happened in an update, behind it.</summary>
    public event Action<object, ulong>? Happened;

    /// <summary>What had happened in an update of long ago, as it is made again from a log.</summary>
    public event Action<object, ulong>? Replayed;

    /// <summary>What becomes of this process's membership, in its place among what has happened.</summary>
    public event Action<Presence>? PresenceChanged;

    /// <summary>Makes an update, or reads; writes what it comes to.</summary>
    /// <returns>Whether it was an update.</returns>
    /// <exception cref="InvalidDataException">There is no such update.</exception>
    /// <exception cref="PackException">The arguments are none.</exception>
    public bool Call(ReadOnlySpan<byte> body, UpdateContext context, ArrayBufferWriter<byte> outcome)
    {
        bool isRead = false;
        outcome.ResetWrittenCount();
        lock (Gate)
        {
            try
            {
                var writer = new PackWriter(outcome);
                Outcome.BeginValue(ref writer);
                var reader = new PackReader(body);
                uint method = reader.ReadFixed4();
                if (!Call(method, ref reader, ref writer, context, ref isRead))
                    throw Unknown(method);
                writer.Flush();
            }
            catch (Exception thrown) when (context.HasBegun)
            {
                // All replicas have the same state and the same arguments, and so the same exception: it is an answer as any
                // other.
                Outcome.Threw(outcome, thrown);
            }
            Made(context);
        }
        return !isRead;
    }

    /// <summary>Begins to read an outcome: its value is what follows.</summary>
    /// <exception cref="UpdateFailedException">It threw.</exception>
    public static PackReader Value(ReadOnlySpan<byte> outcome, string group) => Outcome.Value(outcome, group);

    /// <summary>Tells what was raised, behind the update.</summary>
    public void Tell(UpdateContext context)
    {
        if (context.Raised.Count == 0)
            return;
        Action<object, ulong>? told = context.IsReplayed ? Replayed : Happened;
        foreach (object happened in context.Raised)
            told?.Invoke(happened, context.Position);
        context.Raised.Clear();
    }

    /// <summary>Somebody observes from now on.</summary>
    public void Add(SlotObserver observer)
    {
        lock (Gate)
            if (_isOver)
                observer.End(_failure);
            else
                _observers.Add(observer);
    }

    /// <summary>Somebody has stopped observing.</summary>
    public void Remove(SlotObserver observer)
    {
        lock (Gate)
            _observers.Remove(observer);
    }

    /// <summary>The membership is over for good.</summary>
    /// <param name="failure">Why, where it was not left.</param>
    public void End(Exception? failure)
    {
        lock (Gate)
        {
            (_isOver, _failure) = (true, failure);
            foreach (SlotObserver observer in _observers)
                observer.End(failure);
            _observers.Clear();
        }
    }

    /// <summary>Tells the observers what becomes of the membership.</summary>
    public void Tell(Presence presence) => PresenceChanged?.Invoke(presence);

    /// <summary>What was made until now was made long ago: the observers begin with what it has led to.</summary>
    public void EndReplay()
    {
        lock (Gate)
            Replaced(Position);
    }

    /// <summary>Begins as a group begins.</summary>
    public abstract void Begin();

    /// <summary>Takes another replica's state, as of a position.</summary>
    public abstract void Load(ref PackReader reader, ulong position);

    /// <summary>Writes the state.</summary>
    public abstract void Save(ref PackWriter writer);

    /// <summary>A view is installed.</summary>
    public abstract void Install(View view, UpdateContext context);

    protected abstract bool Call(
        uint method,
        ref PackReader arguments,
        ref PackWriter result,
        UpdateContext context,
        ref bool isRead
    );

    /// <summary>The state has changed, and with it, the gate still held, what the observers know: so that what they have seen of the
    /// state, and what they are told after that, fit together.</summary>
    protected void Made(UpdateContext context)
    {
        Position = context.Position;
        if (_observers.Count == 0 || context.IsReplayed)
            return;
        foreach (object happened in context.Raised)
        foreach (SlotObserver observer in _observers)
            observer.Happened(happened, context.Position);
    }

    /// <summary>There is another state, which nothing leads to.</summary>
    protected void Replaced(ulong position)
    {
        Position = position;
        foreach (SlotObserver observer in _observers)
            observer.Replaced();
    }

    private InvalidDataException Unknown(uint method) =>
        new(
            $"object '{Name}' was asked for method {method:x8}, which {Contract} does not have here: whoever asked has a newer "
                + $"program, or is a client that takes {Contract} for another class. Give a newer program to all members before anybody "
                + "uses what is new in it, and name the class that the object is of"
        );
}

/// <summary>One of the objects of a group, at one member.</summary>
internal sealed class ObjectSlot<T>(string name) : ObjectSlot(name)
    where T : class, IReplicated<T>
{
    /// <summary>The replica. To be used with <see cref="ObjectSlot.Gate"/> held.</summary>
    public T Object { get; private set; } = T.Create();

    public override string Contract => T.Contract;

    public override void Begin()
    {
        lock (Gate)
        {
            Object = T.Create();
            Replaced(0);
        }
    }

    public override void Load(ref PackReader reader, ulong position)
    {
        T loaded = T.Create();
        loaded.Load(ref reader);
        lock (Gate)
        {
            Object = loaded;
            Replaced(position);
        }
    }

    public override void Save(ref PackWriter writer)
    {
        lock (Gate)
            Object.Save(ref writer);
    }

    public override void Install(View view, UpdateContext context)
    {
        if (Object is not IViewAware aware)
            return;
        lock (Gate)
        {
            aware.OnView(view, context);
            Made(context);
        }
        Tell(context);
    }

    protected override bool Call(
        uint method,
        ref PackReader arguments,
        ref PackWriter result,
        UpdateContext context,
        ref bool isRead
    )
    {
        if (Object.Update(method, ref arguments, ref result, context))
            return true;
        isRead = true;
        return Object.Read(method, ref arguments, ref result, context);
    }
}
