namespace Cohort.Toolkit.Tools;

/// <summary>How a tool sends.</summary>
internal interface IToolPort
{
    /// <summary>
    /// Sends to the members, this one included, in the order of the calls. It never waits and never throws for the state of the
    /// group: what gets lost where this member is put out of the group, the tool sends again when it is back.
    /// </summary>
    /// <param name="message">The tool's own bytes, behind the <see cref="ToolMessage.HeaderSize"/> bytes that are the port's; they are
    /// copied before this returns.</param>
    /// <param name="order">After what it is delivered.</param>
    /// <param name="delivery">When it may be delivered.</param>
    void Send(Memory<byte> message, Order order, Delivery delivery);

    /// <summary>
    /// Sends as the other does, for a tool that has to know when the message is certain to get its place in the stream, so that no
    /// more of them wait than may. Where a port knows nothing of waiting, that is at once.
    /// </summary>
    /// <param name="message">As above.</param>
    /// <param name="order">As above.</param>
    /// <param name="delivery">As above.</param>
    /// <param name="accepted">Called when it is, on any thread; never where it is lost, of which the tool hears by itself.</param>
    /// <returns>Whether it is already: then nothing is called.</returns>
    bool Send(Memory<byte> message, Order order, Delivery delivery, Action accepted)
    {
        Send(message, order, delivery);
        return true;
    }
}
