using Cohort.Protocol.Diffusion;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>What a node does for the clients that are linked to it. All frames of their links come here, and nothing else does.</summary>
internal sealed class ClientDesk(
    NodeSettings settings,
    LinkTable links,
    RootGroup? root,
    Func<string, GroupMachine?> find,
    OutputBuffer outputs
)
{
    private readonly FeedDesk _subscribers = new(settings, links, find);
    private readonly BackupDesk _backups = new(settings, links, find);
    private readonly List<DirectoryFeed> _feeds = [];
    private long _processChangesTold = -1;
    private bool _readIsUnderWay;

    /// <summary>The calls.</summary>
    public CallDesk Calls { get; } = new(settings, links, root, find, outputs);

    /// <summary>Takes in a frame of a client; false where it makes no sense.</summary>
    public bool Frame(Link from, FrameType type, SlabPart body)
    {
        var reader = new FrameReader(body, settings.Limits);
        switch (type)
        {
            case FrameType.FollowDirectory:
                if (reader.Complete)
                    FeedOf(from);
                return reader.Complete;
            case FrameType.ReadDirectory:
                ulong number = reader.Number();
                // A client asks again only when it has been answered, so what waits is no more than there are clients.
                if (!reader.Complete || FeedOf(from) is not { Asked: null } feed)
                    return false;
                feed.Asked = number;
                return true;
            case FrameType.ChooseLog:
                LogChoice choice = reader.Choice();
                if (reader.Complete)
                    root?.Choose(choice);
                return reader.Complete;
            case FrameType.Find:
                return Calls.Find(from, ref reader);
            case FrameType.Call:
                return Calls.Call(from, body, ref reader);
            case FrameType.Subscribe:
                return _subscribers.Subscribe(from, ref reader);
            case FrameType.Unsubscribe:
                return _subscribers.Unsubscribe(from, ref reader);
            case FrameType.FeedHandled:
                return _subscribers.Handled(from, ref reader);
            case FrameType.TakeBackup:
                return _backups.Take(from, ref reader);
            case FrameType.BackupHandled:
                return _backups.Handled(from, ref reader);
            case FrameType.DropBackup:
                return _backups.Drop(from, ref reader);
            default:
                return false;
        }
    }

    /// <summary>Greets new clients, and tells all of them what has changed.</summary>
    public void Advance()
    {
        while (links.NewClients.TryDequeue(out Link? client))
            if (!client.Closed)
                SayNodes(client);
        Calls.SendElsewhere();
        _subscribers.Advance();
        _backups.Advance();
        if (root is null)
            return;
        Feed(root);
        if (_processChangesTold == root.Directory.ProcessChanges)
            return;
        _processChangesTold = root.Directory.ProcessChanges;
        foreach (Link client in links.Clients)
            SayNodes(client);
    }

    private DirectoryFeed? FeedOf(Link client)
    {
        DirectoryFeed? feed = _feeds.Find(known => known.Client == client);
        if (feed is null && root is not null)
            _feeds.Add(feed = new DirectoryFeed(client, links, root.Directory));
        return feed;
    }

    /// <summary>Tells those who follow the directory what has changed, and those who wait for it that they know all.</summary>
    private void Feed(RootGroup directory)
    {
        while (directory.Told.TryDequeue(out DirectoryChange? change))
            foreach (DirectoryFeed feed in _feeds)
                feed.Add(change);
        _feeds.RemoveAll(static feed => feed.Client.Closed);
        if (directory.TakeRead())
        {
            _readIsUnderWay = false;
            foreach (DirectoryFeed feed in _feeds)
                if (feed.AskedInTime)
                    feed.Answer();
        }
        if (!_readIsUnderWay && _feeds.Exists(static feed => feed.Asked is not null))
        {
            _readIsUnderWay = true;
            foreach (DirectoryFeed feed in _feeds)
                feed.AskedInTime = feed.Asked is not null;
            directory.Read(RootGroup.DeskTicket);
        }
        foreach (DirectoryFeed feed in _feeds)
            feed.Send(directory.IsCurrent);
    }

    /// <summary>Says which nodes there are: a client goes on with another one where this one is gone.</summary>
    private void SayNodes(Link client)
    {
        IReadOnlyCollection<string> addresses = Addresses();
        FrameWriter writer = links.Begin(client, FrameType.Nodes);
        writer.Number(addresses.Count);
        foreach (string address in addresses)
            writer.Text(address);
        writer.End();
    }

    private IReadOnlyCollection<string> Addresses()
    {
        // Before there is a cluster, or where there is no root group, the seeds are all that is known.
        if (root is not { IsReady: true })
            return settings.Seeds;
        return [.. root.Directory.Nodes.Members.Select(node => node.Process.Address)];
    }
}
