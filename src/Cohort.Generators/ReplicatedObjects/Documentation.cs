using Microsoft.CodeAnalysis;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>Carries the documentation of a method over to what is generated from it.</summary>
internal static class Documentation
{
    /// <summary>The lines between the outermost tags; none where there are none.</summary>
    public static IEnumerable<string> Of(IMethodSymbol method)
    {
        string text = method.GetDocumentationCommentXml() ?? "";
        int start = text.IndexOf('>');
        int end = text.LastIndexOf("</member>", StringComparison.Ordinal);
        if (start < 0 || end < start)
            return [];
        return text.Substring(start + 1, end - start - 1)
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0);
    }
}
