using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("AWS answers reads from the state it had at the moment of the fault.")]
internal sealed record AwsStaleReads : Fault
{
    public override string Server => "aws";

    public override bool Concerns(RequestFacts facts) => facts.IsAwsRead && !facts.Operation.StartsWith("sts.", StringComparison.Ordinal);

    public override object? Prepare(FaultHooks hooks) => hooks.AwsReplica?.Invoke();

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) =>
        ((context.State as RequestDelegate) ?? next)(context.Http);
}
