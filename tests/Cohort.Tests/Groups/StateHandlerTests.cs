using System.Buffers;
using System.Text;
using Cohort.Protocol;
using Cohort.Tests.Runtime;

namespace Cohort.Tests.Groups;

public class StateHandlerTests
{
    [Fact]
    public async Task State_is_saved_between_two_messages_and_loaded_before_what_follows()
    {
        var log = new List<string>();
        var loaded = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.StateTaken)
                    say(
                        new Output
                        {
                            Kind = OutputKind.LoadState,
                            Group = input.Group,
                            Ticket = input.Ticket + 1,
                            Bytes = input.Bytes,
                            Position = 100,
                        }
                    );
                if (input.Kind == InputKind.StateLoaded)
                {
                    log.Add($"ticket {input.Ticket}");
                    loaded.SetResult();
                }
                if (input.Kind != InputKind.Send)
                    return false;
                say(machine.Deliver(input.Group, "a"u8.ToArray()));
                say(
                    new Output
                    {
                        Kind = OutputKind.TakeState,
                        Group = input.Group,
                        Ticket = 5,
                    }
                );
                say(machine.Deliver(input.Group, "b"u8.ToArray()));
                return true;
            }
        );
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnMessage = message => log.Add(Encoding.UTF8.GetString(message.Payload.Span)),
                    State = StateTransfer.Of(
                        save: writer =>
                        {
                            log.Add("save");
                            writer.Write("state"u8);
                        },
                        load: state => log.Add($"load {Encoding.UTF8.GetString(state.Span)}")
                    ),
                }
            )
            .Soon();

        _ = group.SendAsync(new byte[1]).AsTask();
        await loaded.Task.Soon();

        Assert.Equal(["a", "save", "b", "load state", "ticket 6"], log);
        Assert.Equal(100UL, group.Position);
    }

    [Fact]
    public async Task State_beyond_the_limit_is_warned_of()
    {
        var heard = new TaskCompletionSource<string>();
        await using SoloNode solo = await SoloNode.StartAsync(with: options =>
            options with
            {
                MaxStateBytes = 64 << 10,
                OnWarning = text => heard.TrySetResult(text),
            }
        );
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    State = StateTransfer.Of(save: writer => writer.Write(new byte[100_000]), load: _ => { }),
                }
            )
            .Soon();

        solo.Machine.Say(new Output { Kind = OutputKind.TakeState, Group = 1 });

        Assert.Equal(
            "The state of group 'prices' has 100000 bytes, more than the limit of 65536: nobody can join until it is "
                + "smaller. Make it so, or raise MaxStateBytes at every node.",
            await heard.Task.Soon()
        );
    }

    [Fact]
    public async Task State_that_fails_to_load_stops_the_member_with_the_reason()
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Join)
                    say(
                        new Output
                        {
                            Kind = OutputKind.LoadState,
                            Group = input.Group,
                            Bytes = new byte[3],
                        }
                    );
                return input.Kind == InputKind.Join;
            }
        );

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() =>
            solo
                .Node.JoinAsync(
                    "prices",
                    new GroupOptions
                    {
                        State = StateTransfer.Of(
                            save: (_, _) => ValueTask.CompletedTask,
                            load: async (_, _) =>
                            {
                                await Task.Yield();
                                throw new FormatException("version 9");
                            }
                        ),
                    }
                )
                .Soon()
        );

        Assert.Contains(
            "loading the state threw FormatException: version 9",
            failure.Message,
            StringComparison.Ordinal
        );
    }
}
