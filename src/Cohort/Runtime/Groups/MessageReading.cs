namespace Cohort.Runtime.Groups;

/// <summary>What <see cref="Group.ReadMessagesAsync"/> returns: reading begins when it is enumerated.</summary>
internal sealed class MessageReading(MessageQueue messages, CancellationToken cancellationToken)
    : IAsyncEnumerable<Message>
{
    public IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken enumeration = default) =>
        messages.Read(enumeration, cancellationToken);
}
