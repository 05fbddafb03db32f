using System.Buffers;
using System.Text;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>One of the objects of a group, at one member.</summary>
internal abstract class ObjectSlot(string name)
{
    /// <summary>What an outcome begins with.</summary>
    private enum Outcome : byte
    {
        Value,
        Threw,
    }

    /// <summary>Its name in the group.</summary>
    public string Name { get; } = name;

    /// <summary>What the replicas have to have in common.</summary>
    public abstract string Contract { get; }

    /// <summary>Held while the object is used.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What has happened in an update, behind it.</summary>
    public event Action<object, ulong>? Happened;

    /// <summary>Makes an update, or reads; writes what it comes to.</summary>
    /// <exception cref="InvalidDataException">There is no such update, or the arguments are none.</exception>
    public void Call(ReadOnlySpan<byte> body, UpdateContext context, ArrayBufferWriter<byte> outcome)
    {
        outcome.ResetWrittenCount();
        var writer = new PackWriter(outcome);
        writer.WriteByte((byte)Outcome.Value);
        try
        {
            var reader = new PackReader(body);
            uint method = reader.ReadFixed4();
            lock (Gate)
                if (!Call(method, ref reader, ref writer, context))
                    throw Unknown(method);
            writer.Flush();
        }
        catch (Exception thrown) when (context.HasBegun)
        {
            // All replicas have the same state and the same arguments, and so the same exception: it is an answer as any other.
            outcome.ResetWrittenCount();
            writer = new PackWriter(outcome);
            writer.WriteByte((byte)Outcome.Threw);
            writer.WriteBytes(Text(thrown.GetType().FullName ?? ""));
            writer.WriteBytes(Text(thrown.Message));
            writer.Flush();
        }
    }

    /// <summary>Begins to read an outcome: its value is what follows.</summary>
    /// <exception cref="UpdateFailedException">It threw.</exception>
    public static PackReader Value(ReadOnlySpan<byte> outcome, string group)
    {
        var reader = new PackReader(outcome);
        if ((Outcome)reader.ReadByte() == Outcome.Value)
            return reader;
        (string type, string message) = (reader.ReadString(), reader.ReadString());
        throw new UpdateFailedException(group, type, message);
    }

    /// <summary>Tells the observers what was raised.</summary>
    public void Tell(UpdateContext context)
    {
        foreach (object happened in context.Raised)
            Happened?.Invoke(happened, context.Position);
        context.Raised.Clear();
    }

    /// <summary>Begins as a group begins.</summary>
    public abstract void Begin();

    /// <summary>Takes another replica's state.</summary>
    public abstract void Load(ref PackReader reader);

    /// <summary>Writes the state.</summary>
    public abstract void Save(ref PackWriter writer);

    /// <summary>A view is installed.</summary>
    public abstract void Install(View view, UpdateContext context);

    protected abstract bool Call(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context);

    // Half of a surrogate pair, which packed text cannot have, is replaced: what was thrown is the answer all the same.
    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private InvalidDataException Unknown(uint method) =>
        new(
            $"object '{Name}' was asked for method {method:x8}, which {Contract} does not have here: a member has a newer program. "
                + "Give it to all members before one of them uses what is new in it"
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
            Object = T.Create();
    }

    public override void Load(ref PackReader reader)
    {
        T loaded = T.Create();
        loaded.Load(ref reader);
        lock (Gate)
            Object = loaded;
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
            aware.OnView(view, context);
        Tell(context);
    }

    protected override bool Call(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) =>
        Object.Update(method, ref arguments, ref result, context)
        || Object.Read(method, ref arguments, ref result, context);
}
