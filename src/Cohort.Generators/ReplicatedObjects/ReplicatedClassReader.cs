using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>Makes the model of one [Replicated] class, and says what is wrong with it.</summary>
internal sealed class ReplicatedClassReader(INamedTypeSymbol type, AttributeData attribute)
{
    private readonly List<Note> _notes = [];

    public static ReplicatedResult Read(GeneratorAttributeSyntaxContext context) =>
        new ReplicatedClassReader((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0]).Read();

    private ReplicatedResult Read()
    {
        CheckDeclaration();
        if (_notes.Count > 0)
            return new(null, new([.. _notes]));
        var methods = new MethodReader(type, _notes).Read();
        if (methods.Count == 0 && _notes.Count == 0)
            _notes.Add(Note.At(type, ObjectProblems.NoMethods, Names.Full(type)));
        var state = new StateReader(type, _notes).Read();
        var read = new ReplicatedClass
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Declaration = Names.Declaration(type),
            Code = Names.Code(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            Name = type.Name,
            Contract = Contract(),
            IsPublic = type.DeclaredAccessibility == Accessibility.Public,
            Methods = new([.. methods]),
            State = new([.. state]),
        };
        return new(_notes.Count == 0 ? read : null, new([.. _notes]));
    }

    private string Contract() =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string
        ?? Names.Full(type);

    private void CheckDeclaration()
    {
        if (!IsPartial())
            _notes.Add(Note.At(type, ObjectProblems.NotPartial, Names.Full(type)));
        if (type.IsGenericType)
            Refuse("it has type arguments; declare one class for each use");
        if (type.ContainingType is not null)
            Refuse("it lies in another type, where the methods for its users cannot be; move it into a namespace");
        if (type.IsAbstract || type.IsStatic)
            Refuse("it is abstract or static, so that nobody can make one");
        if (type.BaseType is { SpecialType: not SpecialType.System_Object })
            Refuse(
                $"it derives from {Names.Full(type.BaseType)}, whose state is not known here; hold one in a field instead"
            );
        if (type.IsRecord)
            Refuse("it is a record, which is not meant to change; make it a class");
        if (!type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0))
            Refuse("it has no constructor without parameters, which makes it as it is when a group begins");
    }

    private bool IsPartial() =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax declaration
            && declaration.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PartialKeyword))
        );

    private void Refuse(string why) => _notes.Add(Note.At(type, ObjectProblems.NotThisClass, Names.Full(type), why));
}
