using System.Net.Sockets;

namespace Cohort.Transport;

/// <summary>A way to carry bytes between nodes. Whatever secures them wraps one transport in another.</summary>
internal interface ITransport
{
    /// <summary>Starts to listen.</summary>
    /// <exception cref="ListenException">It cannot listen there.</exception>
    Task<ITransportListener> ListenAsync(HostAndPort address, CancellationToken cancellationToken);

    /// <summary>Connects to a node.</summary>
    /// <exception cref="DialException">It cannot; refusal is told from silence.</exception>
    Task<ITransportConnection> DialAsync(HostAndPort address, TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>Takes connections until it is disposed.</summary>
internal interface ITransportListener : IDisposable
{
    /// <summary>Where it listens, with the real port.</summary>
    HostAndPort Address { get; }

    /// <summary>The next connection; null when the listener has been disposed.</summary>
    /// <exception cref="IOException">This one failed; the next may not.</exception>
    ValueTask<ITransportConnection?> AcceptAsync();
}

/// <summary>
/// A connection that never waits: it receives what is there and sends what there is room for. Its socket tells when to try
/// again. One thread uses it; only disposing may come from another. What it does throws an <see cref="IOException"/> when
/// it is broken or has been disposed. Disposing closes at once, without waiting for what was sent to arrive.
/// </summary>
internal interface ITransportConnection : IDisposable
{
    /// <summary>The other end, for people.</summary>
    string Remote { get; }

    /// <summary>What to poll: readable when there may be something to receive, writable when there may be room.</summary>
    Socket Socket { get; }

    /// <summary>Receives what is there; false where there is nothing now. No bytes mean that the other side has finished
    /// sending.</summary>
    bool TryReceive(Span<byte> buffer, out int received);

    /// <summary>Sends as much as there is room for of bytes that lie in several places, in order.</summary>
    /// <returns>How many bytes are in the hands of the operating system.</returns>
    int Send(IList<ArraySegment<byte>> pieces);

    /// <summary>Tells the other side that nothing more will be sent. What was sent before still arrives.</summary>
    void Finish();
}
