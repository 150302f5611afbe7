namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EventKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Event",
        Plural = "events",
        Singular = "event",
        ListKind = "EventList",
        ShortNames = ["ev"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Event";

    public override bool AllowCreateOnUpdate => true;
}
