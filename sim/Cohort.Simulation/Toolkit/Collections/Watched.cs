using System.Buffers;
using Cohort.Serialization;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>An update of a watched object has been made, and was answered so.</summary>
/// <param name="Operation">Which call it was.</param>
/// <param name="Method">What was asked.</param>
/// <param name="Answer">What its caller is answered, as bytes; null where the update threw.</param>
internal sealed record WatchedUpdate(ulong Operation, uint Method, byte[]? Answer);

/// <summary>An object of the toolkit, and somebody who sees which calls it makes and what it answers: the number of the call stands
/// before the arguments.</summary>
internal sealed class Watched<T> : IReplicated<Watched<T>>
    where T : class, IReplicated<T>
{
    public static string Contract => T.Contract;

    /// <summary>The object.</summary>
    public T Object { get; } = T.Create();

    public static Watched<T> Create() => new();

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        ulong operation = arguments.ReadFixed8();
        var answer = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(answer);
        try
        {
            if (!Object.Update(method, ref arguments, ref writer, context))
                return false;
        }
        catch (OverflowException)
        {
            context.Raise(new WatchedUpdate(operation, method, null));
            throw;
        }
        writer.Flush();
        result.WriteRaw(answer.WrittenSpan);
        context.Raise(new WatchedUpdate(operation, method, answer.WrittenSpan.ToArray()));
        return true;
    }

    // Members read their own replicas.
    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    public void Save(ref PackWriter writer) => Object.Save(ref writer);

    public void Load(ref PackReader reader) => Object.Load(ref reader);
}
