namespace Cohort.Simulation.Evidence;

/// <summary>The messages of a history by their payloads.</summary>
internal sealed class MessageCatalog
{
    private readonly Dictionary<ulong, SentMessage> _byPayload = [];
    private readonly List<SentMessage> _all = [];

    public IReadOnlyList<SentMessage> All => _all;

    public SentMessage this[ulong payload]
    {
        get
        {
            if (!_byPayload.TryGetValue(payload, out SentMessage? message))
            {
                _byPayload.Add(payload, message = new SentMessage(payload, _all.Count));
                _all.Add(message);
            }
            return message;
        }
    }

    public SentMessage? Find(ulong payload) => _byPayload.GetValueOrDefault(payload);
}
