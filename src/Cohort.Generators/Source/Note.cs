using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cohort.Generators.Source;

/// <summary>A diagnostic that holds on to nothing of the compilation it was found in.</summary>
internal sealed record Note(
    DiagnosticDescriptor Descriptor,
    string Path,
    TextSpan Span,
    LinePositionSpan Lines,
    EquatableArray<string> Arguments
)
{
    public static Note At(ISymbol symbol, DiagnosticDescriptor descriptor, params string[] arguments)
    {
        Location? location = symbol.Locations.FirstOrDefault(location => location.IsInSource);
        return location is null
            ? new(descriptor, "", default, default, new(arguments))
            : new(
                descriptor,
                location.SourceTree!.FilePath,
                location.SourceSpan,
                location.GetLineSpan().Span,
                new(arguments)
            );
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(
            Descriptor,
            Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines),
            [.. Arguments.Cast<object>()]
        );
}
