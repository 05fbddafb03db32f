using System.Buffers;
using System.Buffers.Binary;
using Cohort.Runtime;
using Cohort.Storage.Logs;
using Cohort.Tests.Clusters;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Durability;

/// <summary>A log does not grow for ever: states are put into it, and the files before them go.</summary>
public sealed class LogSizeTests : IDisposable
{
    private const int Size = 64 << 10;
    private const int Messages = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("cohort-size").FullName;
    private readonly string _address = LoopbackPorts.FreeAddresses(1)[0];
    private long _sum;
    private int _replayed;

    [Fact]
    public async Task Its_files_go_and_the_next_life_begins_with_the_last_state()
    {
        await using (Node node = await StartAsync())
        {
            Group group = await node.JoinAsync("sum", Options).Soon();
            for (int number = 1; number <= Messages; number++)
                await group.SendAsync(MessageOf(number), delivery: Delivery.Durable).Soon();
            await group.FlushAsync().Soon();
        }
        long sum = _sum;
        Assert.Equal(Messages * (Messages + 1) / 2, sum);
        ulong[] files =
        [
            .. Directory
                .EnumerateFiles(_folder)
                .Select(Path.GetFileName)
                .Select(name => SegmentHeader.FirstOf(name!))
                .OfType<ulong>(),
        ];
        Assert.InRange(files.Length, 1, 2);
        Assert.InRange<ulong>(files.Min(), Messages / 4, Messages);

        (_sum, _replayed) = (0, 0);
        await using Node again = await StartAsync();
        await again.JoinAsync("sum", Options).Soon();
        Assert.Equal(sum, _sum);
        Assert.InRange(_replayed, 0, Messages / 2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private GroupOptions Options =>
        new()
        {
            Durability = Cohort.Durability.Log,
            OnMessage = message =>
            {
                _sum += BinaryPrimitives.ReadInt64LittleEndian(message.Payload.Span);
                _replayed += message.IsReplayed ? 1 : 0;
            },
            State = StateTransfer.Of(
                save: writer =>
                {
                    byte[] bytes = new byte[sizeof(long)];
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, _sum);
                    writer.Write(bytes);
                },
                load: state => _sum = BinaryPrimitives.ReadInt64LittleEndian(state.Span)
            ),
        };

    private Task<Node> StartAsync() =>
        Node.StartOnAsync(
                new NodeOptions
                {
                    Cluster = "test",
                    Listen = _address,
                    Seeds = [_address],
                    DataFolder = _folder,
                },
                new TcpTransport(),
                static (settings, seed) => new ProtocolMachine(settings with { LogBytes = 1 << 20 }, seed),
                CancellationToken.None
            )
            .Soon();

    private static byte[] MessageOf(long number)
    {
        byte[] message = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(message, number);
        return message;
    }
}
