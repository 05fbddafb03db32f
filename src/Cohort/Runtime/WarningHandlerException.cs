namespace Cohort.Runtime;

/// <summary><see cref="NodeOptions.OnWarning"/> threw: a fault of the application, of which the node's inputs say nothing.</summary>
internal sealed class WarningHandlerException(Exception cause)
    : Exception($"{nameof(NodeOptions.OnWarning)} threw {cause.GetType().Name}: {cause.Message}", cause);
