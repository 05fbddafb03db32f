using System.Collections.Immutable;

namespace Cohort.Toolkit.Calls;

/// <summary>How failures are told to people: each once, though it has come through several calls or from several members.</summary>
internal static class Telling
{
    private static readonly string s_remote = typeof(RemoteException).FullName!;
    private static readonly string s_noValue = typeof(NoValueException).FullName!;

    /// <summary>The type and the message of what a method has thrown. What a call in a call has failed with is passed on as it is:
    /// otherwise it would lie in one more sentence with every call that it comes through.</summary>
    public static (string Type, string Message) Of(Exception thrown)
    {
        RemoteException? inner = thrown switch
        {
            RemoteException remote => remote,
            NoValueException none => none.Errors.OfType<RemoteException>().FirstOrDefault(IsPassedOn),
            _ => null,
        };
        return inner is not null && IsPassedOn(inner)
            ? (inner.ExceptionType, inner.ExceptionMessage)
            : (thrown.GetType().FullName ?? thrown.GetType().Name, thrown.Message);
    }

    /// <summary>Why members have replied with no value: the same once, with all that it is true of.</summary>
    public static string Of(ImmutableArray<ReplyException> errors)
    {
        IEnumerable<string> thrown = errors
            .OfType<RemoteException>()
            .GroupBy(error => (error.ExceptionType, error.ExceptionMessage))
            .Select(same =>
                RemoteException.Text(
                    string.Join(", ", same.Select(error => $"{error.Member}").Order(StringComparer.Ordinal)),
                    same.Key.ExceptionType,
                    same.Key.ExceptionMessage
                )
            );
        IEnumerable<string> others = errors.Where(error => error is not RemoteException).Select(error => error.Message);
        return string.Join(" ", thrown.Concat(others).Select(Sentence));
    }

    /// <summary>A text that another sentence may follow.</summary>
    public static string Sentence(string text) =>
        text.Length > 0 && text[^1] is '.' or '!' or '?' or '…' ? text : text + ".";

    private static bool IsPassedOn(RemoteException error) =>
        error.ExceptionType == s_remote || error.ExceptionType == s_noValue;
}
