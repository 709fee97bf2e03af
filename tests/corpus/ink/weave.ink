VAR x = true
-> k
=== k
Before {x:inner {x:deep|not}} end.
{x:
  * A[.] rest
    Said A. {~one|two}
    ** Deeper
       Said deeper.
       -> after
  * {not x} [B]
    Said B.
    -> after
- else:
  + (lbl) C
    Said C.
    -> after
}
- (after) Now.
{ x:
  - true: switch one
  - 3: switch two
}
{!once|twice} tail -> s
* -> fallback
- (opts) Gather.
+ [Stick] -> opts
= s
Text in s.
-> tun ->
{f(3)} and {x} # t1 # t2
<- thr
-> END
=== tun
In tunnel.
->->
=== thr
* Thread choice # id:thr
  Threaded.
  -> END
=== fallback
Fell back.
-> END
=== function f(a)
{ a > 2: big | small }
~ return
