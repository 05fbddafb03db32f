using Cohort.Protocol.Diffusion;

namespace Cohort.Protocol;

/// <summary>What subscribers get of the group here.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>The feed, where there is one.</summary>
    public Feed? Feed => _deliveries.Feed;

    /// <summary>The feed, which begins with what comes next where there was none.</summary>
    public Feed OpenFeed()
    {
        if (_deliveries.Feed is { } feed)
            return feed;
        Invariant.Check(_view is not null);
        long least = Math.Max(_context.Group.DiffusionHistory, _context.Limits.FeedBuffer);
        ulong[] numbers = [.. _view.Streams.Streams.Select(stream => stream.LastMessage)];
        return _deliveries.Feed = new Feed(_context.Memory, least, _view.View, numbers);
    }

    /// <summary>Nobody is subscribed here any more.</summary>
    public void CloseUnusedFeed()
    {
        if (_context.Group.DiffusionHistory == 0)
            CloseFeed();
    }

    private void CloseFeed()
    {
        _deliveries.Feed?.Close();
        _deliveries.Feed = null;
    }
}
