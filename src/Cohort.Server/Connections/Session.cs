using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Cohort.Server.Commands;
using Cohort.Server.Connections.PubSub;
using Cohort.Server.Data;
using Cohort.Server.Resp;
using Cohort.Server.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Cohort.Server.Connections;

/// <summary>One connection of a client: reads its commands, has them executed in their order, and writes the replies in the same order.</summary>
internal sealed partial class Session
{
    // What is read at a time is executed before more is read.
    private const int MostCommands = 4096;
    private const int MostBytes = 256 << 10;
    private const int LargestWaiting = 1 << 20;

    private readonly ConnectionContext _connection;
    private readonly RespParser _parser;
    private readonly CommandBatch _batch = new();
    private readonly Outbox _outbox;
    private readonly ReplyWriter _push = new();

    /// <param name="connection">The connection.</param>
    /// <param name="server">What all have in common.</param>
    public Session(ConnectionContext connection, RespServer server)
    {
        (_connection, Server) = (connection, server);
        Id = server.Sessions.NextId();
        IsAuthenticated = server.Options.Password is null;
        _parser = new RespParser { Limits = IsAuthenticated ? server.Options.Limits : RespLimits.Unauthenticated };
        _outbox = new Outbox(connection.Transport.Output, server.Options.MaxWaitingBytes);
        ConnectedAt = server.Time.GetTimestamp();
    }

    /// <summary>Its number, as CLIENT ID tells it.</summary>
    public long Id { get; }

    /// <summary>What all connections have in common.</summary>
    public RespServer Server { get; }

    /// <summary>Where the replies go.</summary>
    public ReplyWriter Reply { get; } = new();

    /// <summary>What was begun with MULTI.</summary>
    public Transaction Transaction { get; } = new();

    /// <summary>The channels that it has subscribed to.</summary>
    public HashSet<byte[]> Channels { get; } = new(ByteComparer.Instance);

    /// <summary>The patterns that it has subscribed to.</summary>
    public HashSet<byte[]> Patterns { get; } = new(ByteComparer.Instance);

    /// <summary>The database that it has selected.</summary>
    public int Database { get; set; }

    /// <summary>What it calls itself.</summary>
    public string Name { get; set; } = "";

    /// <summary>What its library calls itself, and the library's version.</summary>
    public (string Name, string Version) Library { get; set; } = ("", "");

    /// <summary>Whether it has said the password, or there is none.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>Whether it wants what is here, though it may be older than what was answered elsewhere.</summary>
    public bool ReadsLocally { get; set; }

    /// <summary>Whether the connection ends when what there is to say was said.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Which replies it wants.</summary>
    public ReplyMode ReplyMode { get; set; }

    /// <summary>The command that it has sent last.</summary>
    public string LastCommand { get; private set; } = "";

    /// <summary>When it came, and when it has last sent something: timestamps.</summary>
    public long ConnectedAt { get; }

    /// <inheritdoc cref="ConnectedAt"/>
    public long ActiveAt { get; private set; }

    /// <summary>Where it comes from, and where it came to.</summary>
    public (EndPoint? Remote, EndPoint? Local) Addresses => (_connection.RemoteEndPoint, _connection.LocalEndPoint);

    /// <summary>How many channels and patterns it has subscribed to.</summary>
    public int SubscriptionCount => Channels.Count + Patterns.Count;

    /// <summary>How many bytes wait for it.</summary>
    public long WaitingBytes => _outbox.Length;

    /// <summary>Serves the connection until it ends.</summary>
    public async Task RunAsync()
    {
        PipeReader input = _connection.Transport.Input;
        try
        {
            while (!IsClosing)
            {
                ReadResult result = await input.ReadAsync(_connection.ConnectionClosed).ConfigureAwait(false);
                ActiveAt = Server.Time.GetTimestamp();
                string? problem = Take(input, result.Buffer);
                await ExecuteAsync().ConfigureAwait(false);
                if (problem is not null)
                {
                    Server.Statistics.MadeNoSense();
                    Reply.Error($"ERR {problem}");
                    IsClosing = true;
                }
                Send();
                if (IsClosing || result.IsCompleted && !_hasMore)
                    break;
                if (_outbox.Length > LargestWaiting)
                    await _outbox.DrainAsync().WaitAsync(_connection.ConnectionClosed).ConfigureAwait(false);
            }
            await _outbox.DrainAsync().WaitAsync(_connection.ConnectionClosed).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            // The client is gone, or was sent away; nobody is left to be told.
        }
        catch (Exception e) when (e is CohortException or IOException)
        {
            // Nobody knows whether what was asked for has been done: the client learns that from its connection.
            ServerLog.Disconnected(Server.Log, e, Id);
        }
        finally
        {
            Unsubscribe();
        }
    }

    /// <summary>Sends what was published.</summary>
    public void Push(Published published, byte[]? pattern)
    {
        bool isTaken;
        lock (_push)
        {
            _push.Clear();
            _push.Version = Reply.Version;
            Subscriptions.Write(_push, published, pattern);
            isTaken = _outbox.TryAdd(_push.Written);
        }
        if (!isTaken)
            Abort($"it has not taken {Server.Options.MaxWaitingBytes} bytes of what it has subscribed to");
    }

    /// <summary>Ends the connection at once.</summary>
    /// <param name="why">For the log.</param>
    public void Abort(string why)
    {
        ServerLog.SentAway(Server.Log, Id, why);
        _connection.Abort(new ConnectionAbortedException(why));
    }

    /// <summary>It has said the password.</summary>
    public void Authenticate()
    {
        IsAuthenticated = true;
        _parser.Limits = Server.Options.Limits;
    }

    /// <summary>Everything is as it was when the connection began, but for its number.</summary>
    public void Reset()
    {
        Transaction.Close();
        Unsubscribe();
        (Database, Name, ReadsLocally, ReplyMode) = (0, "", false, ReplyMode.On);
        Reply.Version = RespVersion.Two;
        IsAuthenticated = Server.Options.Password is null;
    }

    /// <summary>Sends the replies that there are: what is done next must come behind them.</summary>
    public void Send()
    {
        if (Reply.Length > 0 && !_outbox.TryAdd(Reply.Written))
            IsClosing = true;
        Reply.Clear();
    }

    // Whether there is something that was read and not parsed yet.
    private bool _hasMore;

    private string? Take(PipeReader input, ReadOnlySequence<byte> buffer)
    {
        string? problem = null;
        _hasMore = true;
        try
        {
            while (_batch.Count < MostCommands && _batch.Length < MostBytes && _hasMore)
                _hasMore = _parser.TryRead(ref buffer, _batch);
        }
        catch (RespException e)
        {
            problem = e.Message;
        }
        input.AdvanceTo(buffer.Start, _hasMore ? buffer.Start : buffer.End);
        return problem;
    }

    private void Unsubscribe()
    {
        foreach (byte[] channel in Channels)
            Server.Subscriptions.Remove(channel, isPattern: false, this);
        foreach (byte[] pattern in Patterns)
            Server.Subscriptions.Remove(pattern, isPattern: true, this);
        Channels.Clear();
        Patterns.Clear();
    }
}
