using System.Buffers.Binary;
using Cohort.Cli.Bench.Members;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Groups;

/// <summary>A client in a member's own process: it sends, and waits until the message is applied there.</summary>
internal sealed class CohortWriter(int client, Group group, Delivery delivery) : IWriter
{
    private readonly DeliverySignal _applied = new();
    private byte[] _message = [];

    public async ValueTask WriteAsync(int key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        int length = ReplicaMember.HeadBytes + value.Length;
        if (_message.Length != length)
            _message = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(_message, client);
        BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(sizeof(int)), key);
        value.CopyTo(_message.AsMemory(ReplicaMember.HeadBytes));
        _applied.Reset();
        await group.SendAsync(_message, Order.Total, delivery, cancellationToken);
        await _applied.WaitAsync();
    }

    /// <summary>Its message is applied.</summary>
    public void OnApplied() => _applied.Set();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
