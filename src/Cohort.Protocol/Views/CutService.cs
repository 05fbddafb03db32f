using Cohort.Protocol.Links;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>Sends parts of a view's cut to members that lack them, as their links have room.</summary>
internal sealed class CutService(GroupContext context, ViewStreams view, CutFetch fetch)
{
    private sealed class Request(ProcessId to, int sender, ulong next, ulong last)
    {
        public ProcessId To { get; } = to;
        public int Sender { get; } = sender;
        public ulong Next { get; set; } = next;
        public ulong Last { get; } = last;
    }

    private readonly List<Request> _requests = [];

    /// <summary>Whether nobody waits for anything.</summary>
    public bool IsIdle => _requests.Count == 0;

    /// <summary>A member asks for items of a stream; false where that makes no sense.</summary>
    public bool Requested(ProcessId from, ref FrameReader reader)
    {
        int sender = reader.Below(view.Streams.Length);
        ulong first = reader.Number();
        ulong last = reader.Number();
        if (!reader.Complete || first == 0)
            return false;
        _requests.RemoveAll(request => request.To == from && request.Sender == sender);
        if (first <= view.Streams[sender].Freed)
            context.Begin(from, FrameType.StreamGap, view.View)?.End();
        else
            _requests.Add(new Request(from, sender, first, Math.Min(last, fetch.Have(sender))));
        return true;
    }

    /// <summary>Sends what the links have room for.</summary>
    public void Send()
    {
        if (_requests.Count == 0)
            return;
        foreach (Request request in _requests)
            Send(request);
        _requests.RemoveAll(request => request.Next > request.Last || context.Links.To(request.To) is null);
    }

    private void Send(Request request)
    {
        SenderStream stream = view.Streams[request.Sender];
        while (
            request.Next <= request.Last
            && request.Next > stream.Freed
            && context.Links.To(request.To) is { HasRoom: true }
        )
        {
            FrameWriter writer = context.Begin(request.To, FrameType.CutItems, view.View)!;
            writer.Number(request.Sender);
            writer.Number(request.Next);
            do
            {
                writer.Bytes(fetch.Held(request.Sender, request.Next++));
            } while (request.Next <= request.Last && writer.FrameLength < context.Limits.FragmentSize);
            writer.End();
        }
    }
}
