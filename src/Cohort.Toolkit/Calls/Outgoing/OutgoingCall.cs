using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Cohort.Serialization;
using Cohort.Toolkit.Calls;

namespace Cohort;

/// <summary>For generated code: a call with its arguments, before it is made.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OutgoingCall
{
    private const int FirstRoom = 256;

    private readonly ArrayBufferWriter<byte> _message = new(FirstRoom);

    internal OutgoingCall(CallSite site, uint method, Order order, Delivery delivery)
    {
        (Site, Method, Order, Delivery, Depth) = (site, method, order, delivery, site.Chain?.Depth ?? 0);
        _message.GetSpan(PendingCall.Room)[..PendingCall.Room].Clear();
        _message.Advance(PendingCall.Room);
        var writer = new PackWriter(_message);
        if (site.Target is { } target)
        {
            writer.WriteString(target.Process.Address);
            writer.WriteFixed8(target.Process.Incarnation);
            writer.WriteVarint(target.Id.Join);
        }
        site.Chain?.Write(ref writer);
        writer.Flush();
    }

    /// <summary>Where the arguments go.</summary>
    public IBufferWriter<byte> Arguments => _message;

    internal CallSite Site { get; }

    internal uint Method { get; }

    internal Order Order { get; }

    internal Delivery Delivery { get; }

    internal int Depth { get; }

    internal Memory<byte> Message => MemoryMarshal.AsMemory(_message.WrittenMemory);
}

/// <summary>Where a call is made.</summary>
/// <param name="Contract">The place of its contract among those of the group.</param>
/// <param name="Name">The call, for people: group, contract and method.</param>
/// <param name="MethodName">The method.</param>
/// <param name="Target">The member that it is for; null where it is for all.</param>
/// <param name="Chain">The calls that it is made in; null where it is made in none.</param>
internal sealed record CallSite(byte Contract, string Name, string MethodName, Member? Target, CallChain? Chain);
