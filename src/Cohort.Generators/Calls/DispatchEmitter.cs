using Cohort.Generators.Serialization;
using Cohort.Generators.Source;

namespace Cohort.Generators.Calls;

/// <summary>Writes the class that calls an implementation of a contract when a call has come, and has it answered.</summary>
internal sealed class DispatchEmitter(Contract contract, IndentedWriter code)
{
    /// <summary>The name of the class, in the one of the callers.</summary>
    public const string ClassName = "Dispatch__";

    private const string Reader = $"ref {PackedTypeEmitter.Runtime}PackReader {Shape.Reader}";
    private const string Incoming = "global::Cohort.IncomingCall call";

    public void Emit()
    {
        code.Open($"private sealed class {ClassName} : global::Cohort.GroupContract<{contract.Code}>");
        code.Line($"public override string Name => {Names.Literal(contract.Agreed)};").Line();
        EmitNames();
        EmitDispatch();
        foreach (ContractMethod method in contract.Methods)
            EmitCall(method);
        foreach (ContractMethod method in contract.Methods.Where(method => method.Result is not null))
            EmitWriter(method);
        code.Close();
    }

    private void EmitNames()
    {
        code.Open("public override string? NameOf(uint method)").Open("switch (method)");
        foreach (ContractMethod method in contract.Methods)
        {
            code.Line($"case 0x{method.Number:X8}u:").In();
            code.Line($"return {Names.Literal(method.Name)};").Out();
        }
        code.Line("default:").In().Line("return null;").Out();
        code.Close().Close().Line();
    }

    private void EmitDispatch()
    {
        code.Open($"public override void Call({contract.Code} self, uint method, {Reader}, {Incoming})");
        code.Open("switch (method)");
        foreach (ContractMethod method in contract.Methods)
        {
            code.Line($"case 0x{method.Number:X8}u:").In();
            code.Line($"Call_{method.Name}(self, ref {Shape.Reader}, call);").Line("break;").Out();
        }
        code.Close().Close().Line();
    }

    private void EmitCall(ContractMethod method)
    {
        code.Open($"private static void Call_{method.Name}({contract.Code} self, {Reader}, {Incoming})");
        RecordEmitter.EmitReadLocals(code, $"{contract.Name}.{method.Name}", method.Parameters, Argument);
        code.Line($"{Shape.Reader}.EndPayload();");
        code.Line("call.Begin();");
        string returned = $"self.{Names.Escape(method.Name)}({string.Join(", ", Arguments(method))})";
        string write = $"Write_{method.Name}";
        string result = method.Result?.Type ?? "";
        code.Line(
            method.Returning switch
            {
                // Callers of this version want no reply. One of another may.
                Returning.Nothing => $"{returned}; call.Done();",
                Returning.Value => $"call.Answer<{result}>({returned}, {write});",
                Returning.Task or Returning.ValueTask => $"call.DoneWhen({returned});",
                _ => $"call.AnswerWhen<{result}>({returned}, {write});",
            }
        );
        code.Close().Line();
    }

    // The context and the token stand where the contract has them: the later one is put in last.
    private static List<string> Arguments(ContractMethod method)
    {
        var arguments = method.Parameters.Select(Argument).ToList();
        var given = new[] { (At: method.ContextAt, Value: "call.Context"), (At: method.TokenAt, Value: "call.Ended") };
        foreach ((int at, string value) in given.Where(each => each.At >= 0).OrderBy(each => each.At))
            arguments.Insert(at, value);
        return arguments;
    }

    private void EmitWriter(ContractMethod method)
    {
        string writer = $"ref {PackedTypeEmitter.Runtime}PackWriter {Shape.Writer}";
        code.Open($"private static void Write_{method.Name}({writer}, {method.Result!.Type} result)");
        RecordEmitter.EmitWrite(
            code,
            $"{contract.Name}.{method.Name}",
            [ContractEmitter.Result(method)],
            _ => "result"
        );
        code.Close().Line();
    }

    private static string Argument(RecordField field) => $"argument{field.Number}";
}
