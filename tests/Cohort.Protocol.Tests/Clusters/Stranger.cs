using Cohort.Protocol.Links;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>Somebody who connects to a node and sends it bytes of its own making.</summary>
internal sealed class Stranger
{
    private readonly Cluster _cluster;
    private readonly TestNode _node;
    private readonly int _connection;
    private readonly FrameWriter _writer = new();

    public Stranger(Cluster cluster, TestNode node, int connection)
    {
        (_cluster, _node, _connection) = (cluster, node, connection);
        node.Strangers.Add(connection, this);
        node.Take(Input.Accepted(connection));
    }

    /// <summary>Whether the node has closed the connection.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The types of the frames that the node wrote to it.</summary>
    public List<FrameType> Answers { get; } = [];

    /// <summary>The node wrote to it.</summary>
    public void Take(byte[] written)
    {
        int start = written.AsSpan().StartsWith(FrameDecoder.Preamble) ? FrameDecoder.Preamble.Length : 0;
        Answers.AddRange(SentFrame.Split("", "", written.AsMemory(start)).Select(frame => frame.Type));
    }

    public void HangUp()
    {
        _node.Strangers.Remove(_connection);
        _node.Take(Input.Closed(_connection));
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!IsClosed)
            _node.Take(Input.Received(_connection, bytes.ToArray()));
    }

    /// <summary>Greets as a node of the cluster would.</summary>
    public void Greet(string name, ulong incarnation = 1, string[]? seeds = null)
    {
        var settings = new NodeSettings
        {
            Cluster = "test",
            Name = name,
            Process = new ProcessId(name, incarnation),
            Seeds = [.. seeds ?? _cluster.Seeds],
        };
        _writer.Clear();
        _writer.Raw(FrameDecoder.Preamble);
        new Hello("test", settings.Process, name, new Anchor(settings).Hash, HelloBounds.Of(settings)).Write(_writer);
        Send(_writer.Written.Span);
    }

    /// <summary>Sends a frame whose body is made by hand.</summary>
    public void Send(FrameType type, Action<FrameWriter> body)
    {
        _writer.Clear();
        _writer.Begin(type);
        body(_writer);
        _writer.End();
        Send(_writer.Written.Span);
    }
}
