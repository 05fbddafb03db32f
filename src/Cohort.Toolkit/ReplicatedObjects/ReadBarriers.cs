using System.Buffers.Binary;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>A read that waits until this replica has made every update that was answered before the read was asked for.</summary>
internal abstract class PendingRead
{
    /// <summary>It may read now.</summary>
    public abstract void Pass();

    /// <summary>The membership is over.</summary>
    public abstract void End();
}

/// <summary>
/// Linearizable reads: a read waits for a message that this process has sent after the read was asked for. When that has come back
/// in the order of the group, so has every update that had been answered anywhere. One such barrier serves all reads that were
/// waiting when it was sent.
/// </summary>
/// <param name="port">Sends.</param>
/// <param name="nonce">Drawn at random: tells this process's barriers from all others.</param>
internal sealed class ReadBarriers(IToolPort port, ulong nonce)
{
    private const int NonceAt = 1;
    private const int NumberAt = NonceAt + sizeof(ulong);
    private const int Size = NumberAt + sizeof(ulong);

    private readonly Lock _lock = new();
    private List<PendingRead> _served = [];
    private List<PendingRead> _waiting = [];
    private ulong _number;
    private bool _isMember;
    private bool _isOver;

    /// <summary>A read is asked for.</summary>
    public void Add(PendingRead read)
    {
        if (Protocol.Mutants.Has(Protocol.Mutant.ReadsWithoutBarrier))
        {
            read.Pass();
            return;
        }
        bool isOver;
        lock (_lock)
        {
            isOver = _isOver;
            if (!isOver)
                _waiting.Add(read);
            if (_served.Count == 0)
                SendNext();
        }
        if (isOver)
            read.End();
    }

    /// <summary>A barrier is delivered: it serves those for whom it was sent.</summary>
    public void Deliver(ReadOnlySpan<byte> message)
    {
        if (message.Length != Size)
            throw new InvalidDataException("a barrier that makes no sense was sent");
        if (BinaryPrimitives.ReadUInt64LittleEndian(message[NonceAt..]) != nonce)
            return;
        List<PendingRead> served;
        lock (_lock)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(message[NumberAt..]) != _number)
                return;
            (served, _served) = (_served, []);
            SendNext();
        }
        foreach (PendingRead read in served)
            read.Pass();
    }

    /// <summary>This process is a member: what was under way is sent again.</summary>
    public void Join()
    {
        lock (_lock)
        {
            _isMember = true;
            _waiting.InsertRange(0, _served);
            _served.Clear();
            SendNext();
        }
    }

    /// <summary>This process is no member for now.</summary>
    public void Expelled()
    {
        lock (_lock)
            _isMember = false;
    }

    /// <summary>The membership is over for good.</summary>
    public void End()
    {
        List<PendingRead> left;
        lock (_lock)
        {
            (_isOver, _isMember) = (true, false);
            left = [.. _served, .. _waiting];
            _served.Clear();
            _waiting.Clear();
        }
        foreach (PendingRead read in left)
            read.End();
    }

    private void SendNext()
    {
        if (!_isMember || _waiting.Count == 0)
            return;
        (_served, _waiting) = (_waiting, _served);
        byte[] message = new byte[ToolMessage.HeaderSize + Size];
        Span<byte> own = message.AsSpan(ToolMessage.HeaderSize);
        own[0] = (byte)ObjectMessageKind.Barrier;
        BinaryPrimitives.WriteUInt64LittleEndian(own[NonceAt..], nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(own[NumberAt..], ++_number);
        port.Send(message, Order.Total, Delivery.Stable);
    }
}
